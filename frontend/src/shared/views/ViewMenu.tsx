/** Switches between the saved views of a list, and saves, shares, renames and deletes them. */
import { DeleteOutlined, DownOutlined, EditOutlined, StarFilled, StarOutlined } from "@ant-design/icons";
import { App, Button, Input, Popover } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/shared/api/client";
import { useProblemText } from "@/shared/i18n/useProblemText";
import { IconButton } from "@/shared/ui/IconButton";
import { Problem } from "@/shared/ui/Problem";
import { useDeleteView } from "./api/deleteView";
import { useViews } from "./api/listViews";
import { useSaveView } from "./api/saveView";
import { SaveViewDialog } from "./SaveViewDialog";
import type { SavedView } from "./types";
import styles from "./ViewMenu.module.css";
import "./messages";

interface Props {
  surface: string;
  /** The view that the list started from, by its id. */
  current: string | null;
  /** What a view would keep of the list as it is now. */
  kept: Pick<SavedView, "filter" | "sort">;
  /** The columns shown now; null for a list whose columns are not chosen. */
  columns: readonly string[] | null;
  /** Whether the list differs from the view that it started from. */
  differs: (view: SavedView) => boolean;
  /** The filter looks for somebody's personal data. */
  personal: boolean;
  /** What the list is called that no view made; "All" where nothing is said. */
  standard?: string;
  /** The view that opens first for this person. */
  first: string | null;
  onFirst: (id: string | null) => void;
  /** Shows a view; null shows the whole list. */
  onOpen: (view: SavedView | null) => void;
}

export function ViewMenu(props: Props) {
  const { surface, current, kept, columns, differs, personal, first, onFirst, onOpen } = props;
  const { t } = useTranslation("views");
  const standard = props.standard ?? t("none");
  const { message, modal } = App.useApp();
  const problemText = useProblemText();
  const views = useViews(surface);
  const save = useSaveView(surface);
  const remove = useDeleteView(surface);
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const [edited, setEdited] = useState<SavedView | "new" | null>(null);
  const all = views.data ?? [];
  const active = all.find((view) => view.id === current) ?? null;
  const changed = active !== null && differs(active);

  const show = (view: SavedView | null) => {
    setOpen(false);
    onOpen(view);
  };
  const saveChanges = (view: SavedView) =>
    save.mutate(
      { over: view, body: { ...view, ...kept, columns: view.columns && columns ? [...columns] : null } },
      {
        onSuccess: (saved) => {
          void message.success(t("saved", { name: saved.name }));
          show(saved);
        },
        onError: (error) => {
          const stale = error instanceof ApiError && error.reason === "STALE_REVISION";
          void message.error(stale ? t("stale") : `${t("failed")}. ${problemText(error)}`);
        },
      },
    );
  const confirmDelete = (view: SavedView) => {
    setOpen(false);
    modal.confirm({
      title: t("deleteSure"),
      content: `“${view.name}”. ${t(view.shared_with ? "deleteShared" : "deleteOwn")}`,
      okText: t("deleteConfirm"),
      okButtonProps: { danger: true },
      onOk: () =>
        remove.mutateAsync(view.id).then(
          () => {
            void message.success(t("deleted", { name: view.name }));
            if (first === view.id) onFirst(null);
            if (current === view.id) onOpen(null);
          },
          (error: unknown) => void message.error(`${t("deleteFailed")}. ${problemText(error)}`),
        ),
    });
  };

  const wanted = typed.trim().toLocaleLowerCase();
  const shown = all.filter((view) => view.name.toLocaleLowerCase().includes(wanted));
  const groups = [
    { label: t("own"), views: shown.filter((view) => view.own) },
    { label: t("shared"), views: shown.filter((view) => !view.own) },
  ];

  return (
    <>
      <Popover
        open={open}
        onOpenChange={(next) => {
          setOpen(next);
          setTyped("");
        }}
        trigger="click"
        placement="bottomLeft"
        content={
          <div className={styles.panel} role="group" aria-label={t("label")}>
            {all.length > 6 ? (
              <Input
                type="search"
                autoFocus
                allowClear
                aria-label={t("search")}
                placeholder={t("search")}
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
                onPressEnter={() => shown[0] && show(shown[0])}
              />
            ) : null}
            {views.isError ? (
              <Problem error={views.error} heading={t("loadFailed")} onRetry={() => void views.refetch()} />
            ) : null}
            <div className={styles.list}>
              <div className={styles.row} data-active={active === null}>
                <button type="button" className={styles.open} onClick={() => show(null)}>
                  {standard}
                </button>
              </div>
              {groups.map((group) =>
                group.views.length > 0 ? (
                  <div key={group.label} role="group" aria-label={group.label}>
                    <div className={styles.group} aria-hidden="true">
                      {group.label}
                    </div>
                    {group.views.map((view) => (
                      <ViewRow
                        key={view.id}
                        view={view}
                        active={view.id === current}
                        isFirst={view.id === first}
                        onOpen={() => show(view)}
                        onFirst={() => onFirst(view.id === first ? null : view.id)}
                        onEdit={() => {
                          setOpen(false);
                          setEdited(view);
                        }}
                        onDelete={() => confirmDelete(view)}
                      />
                    ))}
                  </div>
                ) : null,
              )}
              {views.isSuccess && shown.length === 0 ? (
                <div className={styles.quiet}>{t(all.length === 0 ? "empty" : "nothing")}</div>
              ) : null}
            </div>
            <div className={styles.foot}>
              {active && changed && active.may_change ? (
                <Button type="primary" loading={save.isPending} onClick={() => saveChanges(active)}>
                  {t("saveChanges")}
                </Button>
              ) : null}
              {active && changed ? <Button onClick={() => show(active)}>{t("discard")}</Button> : null}
              <Button
                onClick={() => {
                  setOpen(false);
                  setEdited("new");
                }}
              >
                {t("saveNew")}
              </Button>
            </div>
          </div>
        }
      >
        <Button
          aria-haspopup="dialog"
          aria-expanded={open}
          aria-label={`${t("label")}: ${active?.name ?? standard}${changed ? ` (${t("changed")})` : ""}`}
        >
          <span className={styles.name}>{active?.name ?? standard}</span>
          {changed ? <span className={styles.mark}>· {t("changed")}</span> : null}
          <DownOutlined aria-hidden="true" />
        </Button>
      </Popover>
      {edited ? (
        <SaveViewDialog
          surface={surface}
          kept={edited === "new" ? kept : edited}
          columns={edited === "new" ? columns : (edited.columns ?? columns)}
          over={edited === "new" ? null : edited}
          isFirst={edited !== "new" && edited.id === first}
          personal={personal}
          onClose={() => setEdited(null)}
          onSaved={(saved, opensFirst) => {
            setEdited(null);
            void message.success(t("saved", { name: saved.name }));
            if (opensFirst !== (saved.id === first)) onFirst(opensFirst ? saved.id : null);
            if (edited === "new") onOpen(saved);
          }}
        />
      ) : null}
    </>
  );
}

interface RowProps {
  view: SavedView;
  active: boolean;
  isFirst: boolean;
  onOpen: () => void;
  onFirst: () => void;
  onEdit: () => void;
  onDelete: () => void;
}

function ViewRow({ view, active, isFirst, onOpen, onFirst, onEdit, onDelete }: RowProps) {
  const { t } = useTranslation("views");
  const { name } = view;
  const role = view.shared_with && t(`role.${view.shared_with.role}`, { defaultValue: view.shared_with.role });
  const notes = [view.own ? "" : t("by", { name: view.created_by }), role ? t("sharedWith", { role }) : ""];
  return (
    <div className={styles.row} data-active={active}>
      <button type="button" className={styles.open} aria-current={active} onClick={onOpen}>
        {name}
        {notes.some(Boolean) ? <small>{notes.filter(Boolean).join(" · ")}</small> : null}
      </button>
      <IconButton
        label={t(isFirst ? "noDefault" : "makeDefault", { name })}
        aria-pressed={isFirst}
        icon={isFirst ? <StarFilled /> : <StarOutlined />}
        onClick={onFirst}
      />
      {view.may_change ? (
        <>
          <IconButton label={t("edit", { name })} icon={<EditOutlined />} onClick={onEdit} />
          <IconButton label={t("delete", { name })} icon={<DeleteOutlined />} onClick={onDelete} />
        </>
      ) : null}
    </div>
  );
}
