/** Who is signed in, where else, and the way out. */
import { LaptopOutlined, LockOutlined, LogoutOutlined, UserOutlined } from "@ant-design/icons";
import { Avatar, Dropdown } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSignOut } from "@/shared/api/signOut";
import { useSession } from "@/shared/session/SessionContext";
import styles from "./UserMenu.module.css";

const SessionsDialog = lazy(async () => ({
  default: (await import("@/features/auth/SessionsDialog")).SessionsDialog,
}));

const PasswordDialog = lazy(async () => ({
  default: (await import("@/features/auth/PasswordDialog")).PasswordDialog,
}));

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  return ((words[0]?.[0] ?? "") + (words.length > 1 ? (words.at(-1)?.[0] ?? "") : "")).toUpperCase();
}

export function UserMenu() {
  const { t } = useTranslation("shell");
  const { staff } = useSession();
  const signOut = useSignOut();
  const [open, setOpen] = useState<"sessions" | "password" | null>(null);
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
            {
              key: "sessions",
              icon: <LaptopOutlined />,
              label: t("user.sessions"),
              onClick: () => setOpen("sessions"),
            },
            { key: "password", icon: <LockOutlined />, label: t("user.password"), onClick: () => setOpen("password") },
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
      <Suspense fallback={null}>
        {open === "sessions" ? <SessionsDialog onClose={() => setOpen(null)} /> : null}
        {open === "password" ? <PasswordDialog onClose={() => setOpen(null)} /> : null}
      </Suspense>
    </>
  );
}
