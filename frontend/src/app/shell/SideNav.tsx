/** The navigation at the left: the surfaces that this person may open. */
import { CloseOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";
import { WaitingBadge } from "@/features/approvals/WaitingBadge";
import { NavBadge } from "@/features/tickets/NavBadge";
import { useSession } from "@/shared/session/SessionContext";
import { IconButton } from "@/shared/ui/IconButton";
import { Mark } from "@/shared/ui/Mark";
import { useCarriedPath } from "@/shared/url/params";
import styles from "./SideNav.module.css";
import { SURFACES } from "./surfaces";

interface Props {
  open: boolean;
  onClose: () => void;
}

export function SideNav({ open, onClose }: Props) {
  const { t } = useTranslation("shell");
  const { permissions } = useSession();
  const carriedPath = useCarriedPath();
  return (
    <>
      {open ? <div className={styles.shade} onClick={onClose} aria-hidden="true" /> : null}
      <aside className={styles.side} data-open={open}>
        <div className={styles.brand}>
          <Mark />
          <span className={styles.word}>Daybook</span>
          <span className={styles.shut}>
            <IconButton label={t("nav.close")} icon={<CloseOutlined />} onClick={onClose} />
          </span>
        </div>
        <nav aria-label={t("nav.label")} onKeyDown={(event) => event.key === "Escape" && onClose()}>
          <ul className={styles.list}>
            {SURFACES.filter((surface) => permissions.includes(surface.permission)).map(({ name, path, Icon }) => (
              <li key={name}>
                <NavLink to={carriedPath(path)} className={styles.link ?? ""} title={t(`surface.${name}`)}>
                  <Icon aria-hidden="true" />
                  <span className={styles.label}>{t(`surface.${name}`)}</span>
                  {name === "approvals" ? <WaitingBadge /> : null}
                  {name === "tickets" ? <NavBadge /> : null}
                </NavLink>
              </li>
            ))}
          </ul>
        </nav>
      </aside>
    </>
  );
}
