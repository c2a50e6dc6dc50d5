/** Everything that players can be filtered by: the names that the address and the gateway use, and what values there are. */
import { BAN_SCOPES } from "@/shared/api/types";

export const KYC_STATUSES = ["none", "pending", "verified", "rejected", "expired"] as const;
export const ACQUISITIONS = ["direct", "affiliate", "referral"] as const;

interface Common {
  name: string;
  group: "person" | "account" | "money" | "trust" | "contact";
}
/** Any of the values; `all` where a player must have every one. */
interface Choice extends Common {
  kind: "choice";
  values: readonly string[];
  all?: true;
}
/** Values that are not known beforehand. */
interface Words extends Common {
  kind: "tags" | "words" | "countries" | "operators";
  all?: true;
}
interface One extends Common {
  kind: "one";
  values: readonly string[];
}
interface Text extends Common {
  kind: "text" | "currency";
  longest: number;
  pattern?: RegExp;
}
interface Flag extends Common {
  kind: "flag";
}
interface Range extends Common {
  kind: "range";
  least: number;
  most: number;
}
interface Amounts extends Common {
  kind: "money";
}
interface Period extends Common {
  kind: "period";
}
export type Field = Choice | Words | One | Text | Flag | Range | Amounts | Period;

/** In the order in which they are offered and shown. */
export const FIELDS = [
  { name: "operator_id", kind: "operators", group: "account" },
  { name: "status", kind: "choice", group: "account", values: ["active", "suspended", "closed"] },
  { name: "registered", kind: "period", group: "account" },
  { name: "last_seen", kind: "period", group: "account" },
  { name: "online", kind: "flag", group: "account" },
  { name: "vip", kind: "range", group: "account", least: 0, most: 99 },
  { name: "tag", kind: "tags", group: "account", all: true },
  { name: "acquisition", kind: "one", group: "account", values: ACQUISITIONS },
  { name: "affiliate", kind: "text", group: "account", longest: 128 },
  { name: "country", kind: "countries", group: "person" },
  { name: "region", kind: "text", group: "person", longest: 3, pattern: /^[A-Z0-9]{1,3}$/ },
  { name: "currency", kind: "currency", group: "money", longest: 5, pattern: /^[A-Z0-9]{3,5}$/ },
  { name: "balance", kind: "money", group: "money" },
  { name: "deposits", kind: "money", group: "money" },
  { name: "withdrawals", kind: "money", group: "money" },
  { name: "ggr", kind: "money", group: "money" },
  { name: "banned", kind: "choice", group: "trust", values: BAN_SCOPES, all: true },
  { name: "self_excluded", kind: "flag", group: "trust" },
  { name: "kyc_status", kind: "choice", group: "trust", values: KYC_STATUSES },
  { name: "kyc_level", kind: "range", group: "trust", least: 0, most: 9 },
  { name: "risk_flag", kind: "words", group: "trust", all: true },
  { name: "email", kind: "text", group: "contact", longest: 254 },
  { name: "phone", kind: "text", group: "contact", longest: 32 },
  { name: "document", kind: "text", group: "contact", longest: 64 },
  { name: "registration_ip", kind: "text", group: "contact", longest: 64 },
  { name: "login_ip", kind: "text", group: "contact", longest: 64 },
  { name: "device", kind: "text", group: "contact", longest: 256 },
] as const satisfies readonly Field[];

export type FieldName = (typeof FIELDS)[number]["name"];

export const GROUPS = ["account", "person", "money", "trust", "contact"] as const;

const BY_NAME = new Map<string, Field>(FIELDS.map((field) => [field.name, field]));

export function fieldOf(name: FieldName): Field {
  const field = BY_NAME.get(name);
  if (!field) throw new Error(`there is no filter ${name}`);
  return field;
}

export const LONGEST_SEARCH = 254;
export const MOST_WORDS = 10;
export const MOST_COUNTRIES = 50;
export const MOST_OPERATORS = 50;
