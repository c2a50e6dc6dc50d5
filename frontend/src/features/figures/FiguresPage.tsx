/** What figures go by: NGR rules, exchange rates, the catalogue of games; counting again; reports to regulators. */
import { Tabs } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { useOperator, useScope } from "@/shared/scope/ScopeContext";
import { useSession } from "@/shared/session/SessionContext";
import { Blank } from "@/shared/ui/Blank";
import { Page } from "@/shared/ui/Page";
import { useCarriedPath } from "@/shared/url/params";
import styles from "./FiguresPage.module.css";
import { GamesTab } from "./games/GamesTab";
import { RebuildTab } from "./RebuildTab";
import { ReportTab } from "./ReportTab";
import { RatesTab } from "./rates/RatesTab";
import { RulesTab } from "./rules/RulesTab";
import "@/shared/figure/messages";
import "./messages";

const TABS = ["rules", "rates", "games", "rebuild", "report"] as const;

export function FiguresPage() {
  const { t } = useTranslation("figures");
  const operator = useOperator();
  const scope = useScope();
  const me = useSession();
  const company = scope.company ?? me.companies.find((each) => each.id === operator.company_id) ?? null;
  const navigate = useNavigate();
  const path = useCarriedPath();
  const { tab } = useParams();
  const current = TABS.find((each) => each === tab) ?? "rules";
  const content = () => {
    switch (current) {
      case "rules":
        return <RulesTab operator={operator} />;
      case "rates":
        return company ? <RatesTab company={company} operator={operator} /> : <Blank title={t("rates.noCompany")} />;
      case "games":
        return <GamesTab operator={operator} />;
      case "rebuild":
        return <RebuildTab operator={operator} />;
      case "report":
        return <ReportTab operator={operator} />;
    }
  };
  return (
    <Page title={t("title")} subtitle={t("subtitle", { operator: operator.name })}>
      <Tabs
        activeKey={current}
        onChange={(next) => void navigate(path(`/figures/${next}`))}
        items={TABS.map((key) => ({
          key,
          label: t(`tab.${key}`),
          // Only the tab that is looked at asks for anything; another operator begins anew.
          children:
            key === current ? (
              <div key={operator.id} className={styles.tab}>
                {content()}
              </div>
            ) : null,
        }))}
      />
    </Page>
  );
}
