/** Narrows the figures down: chips of what counts, and a panel to choose it in. */
import { FilterOutlined } from "@ant-design/icons";
import { Button, Form, Popover, Select, Skeleton, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { useFormat } from "@/shared/format/useFormat";
import { MissingParts, Problem } from "@/shared/ui/Problem";
import { useOptions } from "../api/getOptions";
import type { Options } from "../api/types";
import { FILTERS, type FilterName, type Filters, isFiltered, NOT_TOLD, withFilters } from "../question";
import styles from "./Controls.module.css";

interface Props {
  filters: Filters;
  operatorIds: readonly string[];
}

interface Choice {
  value: string;
  label: string;
}

/** What can be chosen of each, as people call it. */
function choicesOf(
  options: Options,
  nameOf: (filter: FilterName, value: string) => string,
): Record<FilterName, Choice[]> {
  const plain = (filter: FilterName, values: readonly string[]) =>
    values.map((value) => ({ value: value || NOT_TOLD, label: nameOf(filter, value) }));
  const games = new Map(
    options.games.map((each) => [
      each.game,
      [each.name || nameOf("game", each.game), each.provider].filter(Boolean).join(" · "),
    ]),
  );
  return {
    country: plain("country", options.countries).sort((a, b) => a.label.localeCompare(b.label)),
    in_currency: plain("in_currency", options.currencies),
    provider: plain("provider", options.providers),
    game: [...games].map(([value, label]) => ({ value: value || NOT_TOLD, label })),
    category: plain("category", options.categories),
    device: plain("device", options.devices),
    channel: plain("channel", options.channels),
  };
}

export function FilterBar({ filters, operatorIds }: Props) {
  const { t } = useTranslation("dashboard");
  const { t: shared, i18n } = useTranslation("shared");
  const format = useFormat();
  const [, setSearch] = useSearchParams();
  const [open, setOpen] = useState(false);
  const options = useOptions(operatorIds, open);
  const change = (next: Filters) => setSearch((now) => withFilters(now, next));
  const nameOf = (filter: FilterName, value: string) => {
    if (value === "" || value === NOT_TOLD) return shared("unknown");
    return filter === "country" ? format.country(value) : value;
  };
  const list = new Intl.ListFormat(i18n.language, { type: "disjunction" });
  const chosen = FILTERS.filter((name) => (filters[name]?.length ?? 0) > 0);
  const choices = options.data ? choicesOf(options.data, nameOf) : null;
  return (
    <div className={styles.filters} role="group" aria-label={t("filter.label")}>
      <Popover
        open={open}
        onOpenChange={setOpen}
        trigger="click"
        placement="bottomLeft"
        content={
          <div className={styles.panel}>
            {options.isError ? <Problem error={options.error} onRetry={() => void options.refetch()} /> : null}
            <MissingParts missing={options.data?.missing} />
            {options.isPending ? <Skeleton active paragraph={{ rows: 6 }} /> : null}
            {choices ? (
              <Form layout="vertical" component="div">
                {FILTERS.map((name) => {
                  const kept = (filters[name] ?? []).filter(
                    (value) => !choices[name].some((each) => each.value === value),
                  );
                  return (
                    <Form.Item key={name} label={t(`filter.${name}`)} className={styles.field ?? ""}>
                      <Select<string[]>
                        mode="multiple"
                        allowClear
                        aria-label={t(`filter.${name}`)}
                        placeholder={t("filter.any")}
                        maxTagCount="responsive"
                        value={[...(filters[name] ?? [])]}
                        options={[...choices[name], ...kept.map((value) => ({ value, label: nameOf(name, value) }))]}
                        showSearch={{ optionFilterProp: "label" }}
                        onChange={(values) => change({ ...filters, [name]: values })}
                      />
                    </Form.Item>
                  );
                })}
                <p className={styles.note}>{t("filter.note")}</p>
              </Form>
            ) : null}
          </div>
        }
      >
        <Button icon={<FilterOutlined />} aria-haspopup="dialog" aria-expanded={open}>
          {t("filter.open")}
        </Button>
      </Popover>
      {chosen.map((name) => {
        const label = `${t(`filter.${name}`)}: ${list.format((filters[name] ?? []).map((value) => nameOf(name, value)))}`;
        return (
          <Tag
            key={name}
            className={styles.chip ?? ""}
            closable={{ "aria-label": t("filter.remove", { name: label }) }}
            onClose={(event) => {
              event.preventDefault();
              change({ ...filters, [name]: [] });
            }}
          >
            {label}
          </Tag>
        );
      })}
      {isFiltered(filters) ? (
        <Button type="link" size="small" onClick={() => change({})}>
          {t("filter.clear")}
        </Button>
      ) : null}
    </div>
  );
}
