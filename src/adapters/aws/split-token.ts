import { Secret } from "../../core/secret/index.ts";
import { UnusableAnswer } from "./raw-failure.ts";

/** What both ECRs answer: base64 of `AWS:PASSWORD`, and when it ends. Source: ECR reference, AuthorizationData. */
interface TokenData {
  readonly authorizationToken?: string | undefined;
  readonly expiresAt?: Date | undefined;
}

/** User name, password and its end. Throws `UnusableAnswer`. */
export function splitToken({ authorizationToken, expiresAt }: TokenData) {
  if (!(expiresAt instanceof Date) || Number.isNaN(expiresAt.getTime())) {
    throw new UnusableAnswer("it doesn't say when the password expires");
  }
  const text = Buffer.from(authorizationToken ?? "", "base64").toString("utf8");
  const colon = text.indexOf(":");
  if (colon < 1 || colon === text.length - 1 || /[\p{Cc}\ufffd]/u.test(text))
    throw new UnusableAnswer("it holds no password");
  return { username: text.slice(0, colon), password: new Secret(text.slice(colon + 1)), expiresAt };
}
