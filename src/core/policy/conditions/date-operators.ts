import type { ConditionOperator } from "./condition-operator.ts";
import { orderedOperators } from "./ordered-operators.ts";

/**
 * Date operators, over ISO 8601 dates as the W3C profiles them and over seconds since 1970. Source: IAM User Guide,
 * "Condition operators", date condition operators.
 */
export const dateOperators: readonly ConditionOperator[] = orderedOperators("Date", readMilliseconds);

function readMilliseconds(text: string): number | null {
  if (/^\d{5,}(?:\.\d+)?$/.test(text)) return Number(text) * 1000;
  const parts = isoDate.exec(text);
  if (parts === null) return null;
  const [, year, month = "1", day = "1", hour = "0", minute = "0", second = "0", fraction = "", zone = "Z"] = parts;
  const values = [Number(month), Number(day), Number(hour), Number(minute), Number(second)] as const;
  const [monthNumber, dayNumber, hours, minutes, seconds] = values;
  const milliseconds = Number(`0.${fraction || "0"}`) * 1000;
  const time = Date.UTC(Number(year), monthNumber - 1, dayNumber, hours, minutes, seconds, milliseconds);
  // A day that the month doesn't have lands in another one.
  const inMonth = new Date(Date.UTC(Number(year), monthNumber - 1, dayNumber)).getUTCMonth() === monthNumber - 1;
  if (!inMonth || hours > 23 || minutes > 59 || seconds > 59) return null;
  return time - zoneMilliseconds(zone);
}

const isoDate =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[Tt](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?([Zz]|[+-]\d{2}:?\d{2}))?)?)?$/;

function zoneMilliseconds(zone: string): number {
  const offset = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
  if (offset === null) return 0;
  const minutes = Number(offset[2]) * 60 + Number(offset[3]);
  return (offset[1] === "-" ? -minutes : minutes) * 60_000;
}
