/** Which refusals belong to a field of a form, told beside it instead of above the form. */
import { ApiError } from "@/shared/api/client";

export interface FieldState {
  validateStatus: "error";
  help: string;
}

/** By field, for those of a refusal that name one of these; the last part of a path counts: "action.tag.add" is add. */
export function fieldProblems<Name extends string>(
  error: unknown,
  names: readonly Name[],
): Partial<Record<Name, FieldState>> {
  const found: Partial<Record<Name, FieldState>> = {};
  if (!(error instanceof ApiError)) return found;
  for (const { field, message } of error.fields) {
    const last = field
      .replace(/\[\d+\]/g, "")
      .split(".")
      .at(-1);
    const name = names.find((each) => each === last);
    if (name) found[name] = { validateStatus: "error", help: message };
  }
  return found;
}
