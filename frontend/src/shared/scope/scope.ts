/** Which operator, or whole company, a page is about; read from ?op= and remembered as a preference. */
import type { Company, Operator } from "@/shared/api/types";

export interface Scope {
  /** The value of ?op=: an operator's id, or "company:" and a company's id. */
  key: string;
  kind: "operator" | "company";
  company: Company | null;
  /** The operators in scope; one when kind is operator. */
  operators: Operator[];
  name: string;
  /** The zone that all operators in scope share, else UTC. */
  timezone: string;
  sharedTimezone: boolean;
}

const COMPANY = "company:";

export function companyKey(id: string): string {
  return COMPANY + id;
}

function ofOperator(operator: Operator, companies: readonly Company[]): Scope {
  return {
    key: operator.id,
    kind: "operator",
    company: companies.find((each) => each.id === operator.company_id) ?? null,
    operators: [operator],
    name: operator.name,
    timezone: operator.timezone,
    sharedTimezone: true,
  };
}

function ofCompany(company: Company, operators: readonly Operator[]): Scope | null {
  const own = operators.filter((each) => each.company_id === company.id);
  const zone = own[0]?.timezone;
  if (!zone) return null;
  const shared = own.every((each) => each.timezone === zone);
  return {
    key: companyKey(company.id),
    kind: "company",
    company,
    operators: own,
    name: company.name,
    timezone: shared ? zone : "UTC",
    sharedTimezone: shared,
  };
}

/**
 * The first of the candidates that this person may see. Where a page needs one operator, a company
 * narrows to the first of its operators. Null when the person sees no operator at all.
 */
export function resolveScope(
  candidates: readonly (string | null)[],
  companies: readonly Company[],
  operators: readonly Operator[],
  wholeCompany: boolean,
): Scope | null {
  for (const key of candidates) {
    if (!key) continue;
    if (key.startsWith(COMPANY)) {
      const company = companies.find((each) => companyKey(each.id) === key);
      const scope = company ? ofCompany(company, operators) : null;
      if (scope && wholeCompany) return scope;
      const first = scope?.operators[0];
      if (first) return ofOperator(first, companies);
    }
    const operator = operators.find((each) => each.id === key);
    if (operator) return ofOperator(operator, companies);
  }
  const first = operators[0];
  return first ? ofOperator(first, companies) : null;
}
