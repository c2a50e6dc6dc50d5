/** What was typed in tickets and not sent yet: kept in this page's memory only, as it may hold personal data. */

export interface Draft {
  text: string;
  internal: boolean;
}

const drafts = new Map<string, Draft>();

export function readDraft(ticketId: string): Draft {
  return drafts.get(ticketId) ?? { text: "", internal: false };
}

export function keepDraft(ticketId: string, draft: Draft): void {
  if (draft.text.trim() === "") drafts.delete(ticketId);
  else drafts.set(ticketId, draft);
}
