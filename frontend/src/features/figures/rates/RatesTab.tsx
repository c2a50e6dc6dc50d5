/** The company's exchange rates, latest day first, and the way to set one. */
import { PlusOutlined } from "@ant-design/icons";
import { App, Button, DatePicker, Form, Input, Select, Table, type TableColumnsType } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Company, Operator } from "@/shared/api/types";
import { DecisionDialog } from "@/shared/decision/DecisionDialog";
import { useRequestId } from "@/shared/decision/requestId";
import { CURRENCY_CODES } from "@/shared/format/currency";
import { localDateOf } from "@/shared/format/time";
import { useFormat } from "@/shared/format/useFormat";
import { Blank } from "@/shared/ui/Blank";
import { Card } from "@/shared/ui/Card";
import { CursorPager } from "@/shared/ui/CursorPager";
import { Problem } from "@/shared/ui/Problem";
import { ScrollTable } from "@/shared/ui/ScrollTable";
import { useCursorPaging } from "@/shared/url/params";
import { useExchangeRates, usePutExchangeRates } from "../api/exchangeRates";
import type { ExchangeRate } from "../api/types";

const ON_A_PAGE = 50;
/** As the gateway reads it, and with the other decimal sign. */
const RATE = /^\d{1,12}([.,]\d{1,12})?$/;

interface Props {
  company: Company;
  operator: Operator;
}

export function RatesTab({ company, operator }: Props) {
  const { t } = useTranslation("figures");
  const { t: shared } = useTranslation("shared");
  const format = useFormat();
  const paging = useCursorPaging();
  const rates = useExchangeRates({ companyId: company.id, cursor: paging.cursor, limit: ON_A_PAGE });
  const [setting, setSetting] = useState(false);
  const columns: TableColumnsType<ExchangeRate> = [
    { key: "day", title: t("rates.day"), rowScope: "row", render: (_, rate) => format.date(rate.day) },
    { key: "pair", title: t("rates.pair"), render: (_, rate) => `${rate.base} → ${rate.quote}` },
    { key: "rate", title: t("rates.rate"), align: "right", dataIndex: "rate" },
    { key: "source", title: t("rates.source"), dataIndex: "source" },
    { key: "version", title: t("rules.version"), align: "right", dataIndex: "version" },
    { key: "by", title: t("rules.by"), dataIndex: "created_by" },
    { key: "reason", title: t("rules.reason"), dataIndex: "reason" },
  ];
  return (
    <>
      {rates.isError ? <Problem error={rates.error} onRetry={() => void rates.refetch()} /> : null}
      <Card
        title={t("rates.title", { company: company.name, currency: company.currency })}
        note={t("rates.note")}
        flush
        extra={
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setSetting(true)}>
            {t("rates.set")}
          </Button>
        }
      >
        <ScrollTable label={shared("chart.table", { chart: t("rates.label") })}>
          <Table<ExchangeRate>
            aria-label={t("rates.label")}
            size="middle"
            rowKey={(rate) => `${rate.day} ${rate.base} ${rate.quote} ${rate.version}`}
            columns={columns}
            dataSource={rates.data?.items ?? []}
            loading={rates.isPending}
            pagination={false}
            scroll={{ x: "max-content" }}
            locale={{
              emptyText: rates.isPending ? " " : <Blank title={t("rates.none")}>{t("rates.noneDetail")}</Blank>,
            }}
          />
        </ScrollTable>
      </Card>
      <CursorPager page={rates.data} busy={rates.isPlaceholderData} paging={paging} />
      {setting ? <SetRateDialog company={company} operator={operator} onClose={() => setSetting(false)} /> : null}
    </>
  );
}

interface Values {
  day: Dayjs;
  base: string;
  rate: string;
  source: string;
}

function SetRateDialog({ company, operator, onClose }: Props & { onClose: () => void }) {
  const { t } = useTranslation("figures");
  const { message } = App.useApp();
  const [form] = Form.useForm<Values & { reason: string }>();
  const request = useRequestId();
  const put = usePutExchangeRates(company.id);
  return (
    <DecisionDialog<Values>
      title={t("rates.setTitle", { currency: company.currency })}
      detail={t("rates.setDetail")}
      confirm={t("rates.set")}
      form={form}
      fields={["day", "base", "rate", "source"]}
      initial={{
        day: dayjs(localDateOf(new Date(), operator.timezone)),
        ...(operator.currency === company.currency ? {} : { base: operator.currency }),
      }}
      zone={operator.timezone}
      pending={put.isPending}
      error={put.error}
      onClose={onClose}
      onConfirm={({ day, base, rate, source, reason }) =>
        put.mutate(
          {
            day: day.format("YYYY-MM-DD"),
            rates: [{ base, quote: company.currency, rate: rate.trim().replace(",", ".") }],
            source: source.trim(),
            reason,
            request_id: request.id,
          },
          {
            onSuccess: () => {
              void message.success(t("rates.done"));
              onClose();
            },
            onError: request.failed,
          },
        )
      }
    >
      <Form.Item name="day" label={t("rates.day")} rules={[{ required: true, message: t("needed") }]}>
        <DatePicker allowClear={false} style={{ width: "100%" }} />
      </Form.Item>
      <Form.Item name="base" label={t("rates.base")} rules={[{ required: true, message: t("needed") }]}>
        <Select
          showSearch={{ optionFilterProp: "label" }}
          options={CURRENCY_CODES.filter((code) => code !== company.currency).map((value) => ({ value, label: value }))}
        />
      </Form.Item>
      <Form.Item
        name="rate"
        label={t("rates.howMuch", { currency: company.currency })}
        rules={[
          { required: true, message: t("needed") },
          { pattern: RATE, message: t("rates.bad") },
        ]}
      >
        <Input inputMode="decimal" placeholder="0.1835" />
      </Form.Item>
      <Form.Item
        name="source"
        label={t("rates.source")}
        extra={t("rates.sourceHint")}
        rules={[{ required: true, whitespace: true, message: t("needed") }]}
      >
        <Input maxLength={200} />
      </Form.Item>
    </DecisionDialog>
  );
}
