/** Chooses the operator, or the whole company where the page can show it; grouped by company. */
import { Select } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate, useSearchParams } from "react-router";
import type { Me } from "@/shared/api/types";
import { companyKey, type Scope } from "@/shared/scope/scope";
import { useSession } from "@/shared/session/SessionContext";
import { patched } from "@/shared/url/params";
import styles from "./OperatorSwitcher.module.css";

export interface ScopeChoice {
  value: string;
  label: string;
  detail: string;
}

/** The choices under each company's name. */
export function scopeChoices(me: Me, wholeCompany: boolean, wholeLabel: string) {
  return me.companies
    .map((company) => {
      const own = me.operators.filter((operator) => operator.company_id === company.id);
      const choices: ScopeChoice[] = own.map((operator) => ({
        value: operator.id,
        label: operator.name,
        detail: `${operator.currency} · ${operator.timezone.replaceAll("_", " ")}`,
      }));
      if (wholeCompany && own.length > 0)
        choices.unshift({
          value: companyKey(company.id),
          label: company.name,
          detail: `${wholeLabel} · ${company.currency}`,
        });
      return { label: company.name, choices };
    })
    .filter((group) => group.choices.length > 0);
}

/** Where another operator is looked at: a player belongs to one, and an operator's own page is another's no more. */
function pathFor(key: string, pathname: string): string {
  if (pathname.startsWith("/players/")) return "/players";
  const own = pathname.startsWith("/operators/") && pathname !== "/operators/compare";
  return own ? `/operators/${key}` : pathname;
}

/** Switches to another operator: the page stays, what belonged to the old operator goes. */
export function useSwitchScope() {
  const navigate = useNavigate();
  const location = useLocation();
  const [search] = useSearchParams();
  return (key: string) => {
    const pathname = pathFor(key, location.pathname);
    const kept = pathname === location.pathname ? search : new URLSearchParams();
    void navigate({ pathname, search: patched(kept, { op: key, cursor: null, event: null, cur: null }).toString() });
  };
}

export function OperatorSwitcher({ scope, wholeCompany }: { scope: Scope; wholeCompany: boolean }) {
  const { t } = useTranslation("shell");
  const me = useSession();
  const switchScope = useSwitchScope();
  const options = useMemo(
    () =>
      scopeChoices(me, wholeCompany, t("operator.whole")).map((group) => ({
        label: group.label,
        options: group.choices.map((choice) => ({ ...choice, title: choice.label })),
      })),
    [me, wholeCompany, t],
  );
  return (
    <Select
      className={styles.switcher ?? ""}
      aria-label={t("operator.label")}
      value={scope.key}
      onChange={switchScope}
      options={options}
      showSearch={{ optionFilterProp: "label" }}
      popupMatchSelectWidth={320}
      optionRender={(option) => (
        <span className={styles.choice}>
          <span>{option.label}</span>
          <small>{(option.data as Partial<ScopeChoice>).detail}</small>
        </span>
      )}
    />
  );
}
