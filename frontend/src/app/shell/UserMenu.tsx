/** Who is signed in, where else, and the way out. */
import { LaptopOutlined, LogoutOutlined, UserOutlined } from "@ant-design/icons";
import { Avatar, Dropdown } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSignOut } from "@/shared/api/signOut";
import { useSession } from "@/shared/session/SessionContext";
import styles from "./UserMenu.module.css";

const SessionsDialog = lazy(async () => ({
  default: (await import("@/features/auth/SessionsDialog")).SessionsDialog,
}));

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  return ((words[0]?.[0] ?? "") + (words.length > 1 ? (words.at(-1)?.[0] ?? "") : "")).toUpperCase();
}

export function UserMenu() {
  const { t } = useTranslation("shell");
  const { staff } = useSession();
  const signOut = useSignOut();
  const [sessions, setSessions] = useState(false);
  const name = staff?.name ?? t("user.unnamed");
  return (
    <>
      <Dropdown
        trigger={["click"]}
        menu={{
          items: [
            {
              key: "who",
              type: "group",
              label: (
                <span className={styles.who}>
                  <b>{name}</b>
                  <span>{staff?.email}</span>
                </span>
              ),
            },
            { key: "sessions", icon: <LaptopOutlined />, label: t("user.sessions"), onClick: () => setSessions(true) },
            { type: "divider" },
            { key: "out", icon: <LogoutOutlined />, label: t("user.signOut"), onClick: () => signOut.mutate() },
          ],
        }}
      >
        <button type="button" className={styles.button}>
          <Avatar size={30} className={styles.avatar ?? ""} icon={staff?.name ? undefined : <UserOutlined />}>
            {staff?.name ? initials(staff.name) : null}
          </Avatar>
          <span className="visually-hidden">{t("user.menu", { name })}</span>
        </button>
      </Dropdown>
      {sessions ? (
        <Suspense fallback={null}>
          <SessionsDialog onClose={() => setSessions(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
