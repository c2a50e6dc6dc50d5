/** Who works in the backoffice: their roles, whether they can sign in; invites people, shuts and opens accounts. */
import { IdcardOutlined, UserAddOutlined } from "@ant-design/icons";
import { Button, Table, type TableColumnsType } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useScope } from "@/shared/scope/ScopeContext";
import { usePermitted, useSession } from "@/shared/session/SessionContext";
import { Blank } from "@/shared/ui/Blank";
import { Card } from "@/shared/ui/Card";
import { CursorPager } from "@/shared/ui/CursorPager";
import { InstantText } from "@/shared/ui/InstantText";
import { Page } from "@/shared/ui/Page";
import { Pill } from "@/shared/ui/Pill";
import { Problem } from "@/shared/ui/Problem";
import { ScrollTable } from "@/shared/ui/ScrollTable";
import { useSizedPaging } from "@/shared/ui/useSizedPaging";
import { AccountDialog } from "./AccountDialog";
import { useStaff } from "./api/listStaff";
import type { HeldRole, Person } from "./api/types";
import { InviteDialog } from "./InviteDialog";
import styles from "./Staff.module.css";
import "./messages";

type Open = { dialog: "invite" } | { dialog: "account"; person: Person };

export function StaffPage() {
  const { t } = useTranslation("staff");
  const me = useSession();
  const { timezone } = useScope();
  const mayManage = usePermitted("staff.manage");
  const paging = useSizedPaging("staff.size", "50");
  const staff = useStaff(paging.cursor, paging.limit);
  const [open, setOpen] = useState<Open | null>(null);
  const where = ({ company_id, operator_id }: HeldRole) =>
    me.operators.find(({ id }) => id === operator_id)?.name ??
    me.companies.find(({ id }) => id === company_id)?.name ??
    t(company_id ? "role.elsewhere" : "role.everywhere");
  const columns: TableColumnsType<Person> = [
    {
      key: "name",
      title: t("column.name"),
      width: 240,
      fixed: "start",
      rowScope: "row",
      render: (_, person) => (
        <>
          <b>{person.name}</b>
          {person.id === me.staff?.id ? <span className={styles.faint}> ({t("you")})</span> : null}
          <small className={styles.under}>{person.email}</small>
        </>
      ),
    },
    {
      key: "roles",
      title: t("column.roles"),
      width: 300,
      render: (_, person) => (
        <ul className={styles.roles}>
          {person.roles.map((held) => (
            <li key={`${held.role}/${held.company_id}/${held.operator_id}`}>
              {t(`role.${held.role}`, { defaultValue: held.role })} <span className={styles.faint}>{where(held)}</span>
            </li>
          ))}
        </ul>
      ),
    },
    {
      key: "state",
      title: t("column.state"),
      width: 230,
      render: (_, person) =>
        person.disabled_at ? (
          <>
            <Pill tone="bad">{t("state.disabled")}</Pill>
            <small className={styles.under}>
              <InstantText at={person.disabled_at} zone={timezone} />
            </small>
          </>
        ) : (
          <Pill tone="good">{t("state.open")}</Pill>
        ),
    },
    {
      key: "totp",
      title: t("column.totp"),
      width: 170,
      render: (_, person) => (
        <Pill tone={person.totp_bound ? "good" : "plain"}>{t(person.totp_bound ? "totp.on" : "totp.off")}</Pill>
      ),
    },
    {
      key: "created",
      title: t("column.created"),
      width: 180,
      render: (_, person) => <InstantText at={person.created_at} zone={timezone} />,
    },
    ...(mayManage
      ? [
          {
            key: "actions",
            title: <span className="visually-hidden">{t("column.actions")}</span>,
            width: 130,
            align: "right" as const,
            render: (_: unknown, person: Person) =>
              person.id === me.staff?.id ? null : (
                <Button
                  size="small"
                  danger={person.disabled_at === null}
                  aria-label={t(person.disabled_at ? "enable.named" : "disable.named", { name: person.name })}
                  onClick={() => setOpen({ dialog: "account", person })}
                >
                  {t(person.disabled_at ? "enable.open" : "disable.open")}
                </Button>
              ),
          },
        ]
      : []),
  ];
  return (
    <Page
      title={t("title")}
      subtitle={t("subtitle")}
      actions={
        mayManage ? (
          <Button type="primary" icon={<UserAddOutlined />} onClick={() => setOpen({ dialog: "invite" })}>
            {t("invite.open")}
          </Button>
        ) : null
      }
    >
      {staff.isError ? <Problem error={staff.error} onRetry={() => void staff.refetch()} /> : null}
      <Card flush>
        <ScrollTable label={t("title")}>
          <Table<Person>
            aria-label={t("title")}
            rowKey="id"
            size="middle"
            columns={columns}
            dataSource={staff.data?.items ?? []}
            loading={staff.isPending || staff.isPlaceholderData}
            pagination={false}
            scroll={{ x: 1250 }}
            locale={{
              emptyText: staff.isPending ? " " : <Blank icon={<IdcardOutlined />} title={t("none")} />,
            }}
          />
        </ScrollTable>
      </Card>
      <CursorPager page={staff.data} busy={staff.isPlaceholderData} paging={paging} />
      {open?.dialog === "invite" ? <InviteDialog onClose={() => setOpen(null)} /> : null}
      {open?.dialog === "account" ? (
        <AccountDialog person={open.person} zone={timezone} onClose={() => setOpen(null)} />
      ) : null}
    </Page>
  );
}
