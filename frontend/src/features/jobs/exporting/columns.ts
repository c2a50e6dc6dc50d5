/** The columns that an export can have, and which of them stand for the columns of the list. */

/** In the order of a file with all of them; the service knows the same names. */
export const EXPORT_COLUMNS = [
  "player_id",
  "external_id",
  "username",
  "first_name",
  "last_name",
  "email",
  "phone",
  "date_of_birth",
  "document_type",
  "document_number",
  "country",
  "region",
  "language",
  "status",
  "bans",
  "kyc_level",
  "kyc_status",
  "vip_level",
  "acquisition",
  "affiliate_id",
  "referrer_external_id",
  "tags",
  "risk_flags",
  "excluded_since",
  "excluded_until",
  "online",
  "two_factor",
  "registered_at",
  "registration_ip",
  "last_seen_at",
  "currency",
  "balance",
  "pending_withdrawals",
  "deposits",
  "withdrawals",
  "turnover",
  "payouts",
  "ggr",
  "bonuses",
  "bets",
] as const;
export type ExportColumn = (typeof EXPORT_COLUMNS)[number];

/** Columns of the list that a file splits or calls otherwise. */
const STANDS_FOR: Record<string, readonly ExportColumn[]> = {
  id: ["player_id"],
  name: ["first_name", "last_name"],
  balances: ["balance"],
  affiliate: ["affiliate_id"],
  excluded: ["excluded_since", "excluded_until"],
  kyc: ["kyc_level", "kyc_status"],
  vip: ["vip_level"],
};

const MONEY: ReadonlySet<ExportColumn> = new Set([
  "balance",
  "pending_withdrawals",
  "deposits",
  "withdrawals",
  "turnover",
  "payouts",
  "ggr",
  "bonuses",
]);

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/**
 * The file's columns for those that the list shows, in its order: with who it is in front, and the currency before
 * the first amount. What a file does not have is left out.
 */
export function shownColumns(shown: readonly string[]): ExportColumn[] {
  const found = new Set<ExportColumn>(["external_id", "username"]);
  for (const each of shown) {
    const name = snake(each);
    const known = EXPORT_COLUMNS.filter((column) => column === name);
    for (const column of STANDS_FOR[name] ?? known) {
      if (MONEY.has(column)) found.add("currency");
      found.add(column);
    }
  }
  return [...found];
}
