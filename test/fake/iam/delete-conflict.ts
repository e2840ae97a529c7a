import { Refusal } from "../service.ts";

/** IAM's refusal to delete what others hang on. */
export function deleteConflict(what: string): Refusal {
  return new Refusal(409, "DeleteConflict", `Cannot delete entity, ${what}`);
}
