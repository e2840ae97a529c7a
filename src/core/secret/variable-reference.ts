/** Whether a text is literally `$NAME` or `${NAME}`: GitLab leaves it so where a job doesn't see that variable. */
export function isVariableReference(text: string): boolean {
  return /^\$(?:\w+|\{\w+\})$/.test(text);
}
