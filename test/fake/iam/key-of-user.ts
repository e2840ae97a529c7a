import { Refusal } from "../service.ts";
import { change } from "../world/settling.ts";
import type { AccessKey, User, World } from "../world/world.ts";

/** The key of a user that a form names, about to be changed. */
export function keyToChange(world: World, user: User, { AccessKeyId: id = "" }: Record<string, string>): AccessKey {
  const key = user.accessKeys.find(({ accessKeyId }) => accessKeyId === id);
  if (key === undefined) throw new Refusal(404, "NoSuchEntity", `The Access Key with id ${id} cannot be found.`);
  // The owner tells late observers whose key it was.
  change(world, id, { ...key, owner: user.arn });
  return key;
}
