/** Whether the ledger adds up: the lines on the screen at once, the whole of it when asked. */
import { CheckCircleOutlined, SafetyCertificateOutlined, WarningOutlined } from "@ant-design/icons";
import { Alert, Button, Progress } from "antd";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/useFormat";
import { Problem } from "@/shared/ui/Problem";
import { usePatchParams } from "@/shared/url/params";
import { useCheckLedger } from "../../api/checkLedger";
import type { PageCheck } from "../ledger";
import { usePlayerTarget, usePlayerView } from "../PlayerContext";
import styles from "./history.module.css";

/** Takes away every filter that could hide a line. */
const ONLY_LINE = { kind: null, currency: null, ref: null, from: null, to: null, cursor: null };

export function PageCheckLine({ check, whole, rows }: { check: PageCheck; whole: boolean; rows: number }) {
  const { t } = useTranslation("player");
  if (rows === 0) return null;
  if (check.faults.size > 0)
    return (
      <span className={styles.bad} role="alert">
        <WarningOutlined aria-hidden="true" /> {t("ledger.pageFault", { count: check.faults.size })}
      </span>
    );
  if (!whole) return <span className={styles.faint}>{t("ledger.pageFiltered")}</span>;
  return (
    <span className={styles.good}>
      <CheckCircleOutlined aria-hidden="true" /> {t("ledger.pageGood")}
    </span>
  );
}

export function LedgerCheck() {
  const { t } = useTranslation("player");
  const format = useFormat();
  const { zone, asOf } = usePlayerView();
  const { operatorId, playerId } = usePlayerTarget();
  const check = useCheckLedger(operatorId, playerId);
  const [, patch] = usePatchParams();
  if (asOf) return null;
  const wallets = check.data?.wallets ?? [];
  const good = wallets.every((wallet) => wallet.adds_up);
  const soFar = check.soFar;
  const percent = soFar ? Math.floor((100 * soFar.checked) / Math.max(1, soFar.total)) : 0;
  const checkedAt = check.data ? format.instant(check.data.checked_at, zone, true) : "";
  const begunAt = check.data ? format.instant(check.data.begun_at, zone, true) : "";
  return (
    <>
      <div className={styles.check}>
        <Button
          icon={<SafetyCertificateOutlined />}
          loading={check.isPending}
          onClick={() => check.mutate({ fromStart: false })}
        >
          {t("ledger.check")}
        </Button>
        {soFar ? (
          <>
            <Progress
              className={styles.progress ?? ""}
              aria-label={t("ledger.progress")}
              percent={percent}
              status={soFar.wallets.every((wallet) => wallet.adds_up) ? "active" : "exception"}
              format={() => format.percent(percent / 100)}
            />
            <span className={styles.faint}>
              {t("ledger.soFar", { checked: format.count(soFar.checked), total: format.count(soFar.total) })}
            </span>
            <Button type="link" onClick={check.stop}>
              {t("ledger.stop")}
            </Button>
          </>
        ) : (
          <span>{t("ledger.hint")}</span>
        )}
      </div>
      {check.isError ? <Problem error={check.error} heading={t("ledger.failed")} /> : null}
      {check.data ? (
        <Alert
          type={good ? "success" : "error"}
          showIcon
          role="status"
          closable={{ "aria-label": t("ledger.close"), onClose: () => check.reset() }}
          title={t(wallets.length === 0 ? "ledger.noWallet" : good ? "ledger.good" : "ledger.bad")}
          description={
            <>
              {wallets.map((wallet) => (
                <div key={wallet.currency}>
                  {t(wallet.adds_up ? "ledger.walletGood" : "ledger.walletBad", {
                    balance: format.money(wallet.balance.amount, wallet.currency),
                    sum: format.money(wallet.movements_sum.amount, wallet.currency),
                    count: wallet.movements,
                    formatted: format.count(wallet.movements),
                  })}
                  {wallet.first_fault_movement_id ? (
                    <>
                      {" "}
                      {t("ledger.firstFault")}{" "}
                      <button
                        type="button"
                        className={styles.link}
                        onClick={() => patch({ ...ONLY_LINE, line: wallet.first_fault_movement_id })}
                      >
                        <code>{wallet.first_fault_movement_id}</code>
                      </button>
                    </>
                  ) : null}
                </div>
              ))}
              <div className={styles.faint}>
                {t("ledger.checkedAt", { when: checkedAt })}{" "}
                {begunAt === checkedAt ? null : t("ledger.begunAt", { when: begunAt })}{" "}
                <button type="button" className={styles.link} onClick={() => check.mutate({ fromStart: true })}>
                  {t("ledger.fromStart")}
                </button>
              </div>
            </>
          }
        />
      ) : null}
    </>
  );
}
