/** The player's tags, put on and taken off in place. */
import { CloseOutlined, PlusOutlined } from "@ant-design/icons";
import { App, AutoComplete, Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useRequestId } from "@/shared/decision/requestId";
import { useProblemText } from "@/shared/i18n/useProblemText";
import { usePermitted } from "@/shared/session/SessionContext";
import { Pill } from "@/shared/ui/Pill";
import { useTags } from "../../api/listTags";
import { useTagPlayer } from "../../api/tagPlayer";
import { usePlayerTarget, usePlayerView } from "../PlayerContext";
import styles from "./header.module.css";

/** As the service stores it. */
export function tidyTag(typed: string): string {
  return typed.trim().replace(/\s+/g, " ").toLowerCase();
}

/** Whether a suggestion is highlighted, which Enter then chooses. */
function isChoosing(field: Element): boolean {
  const input = field.matches("input") ? field : field.querySelector("input");
  return /_list_\d+$/.test(input?.getAttribute("aria-activedescendant") ?? "");
}

export function TagEditor() {
  const { t } = useTranslation("player");
  const { message } = App.useApp();
  const problemText = useProblemText();
  const { operator, player, asOf } = usePlayerView();
  const permitted = usePermitted("players.tag") && asOf === null;
  const [adding, setAdding] = useState(false);
  const [typed, setTyped] = useState("");
  const opener = useRef<HTMLButtonElement>(null);
  const wasAdding = useRef(false);
  const request = useRequestId();
  const known = useTags(operator.id, adding);
  const tag = useTagPlayer(usePlayerTarget());

  // Who closes the field goes on where it was opened.
  useEffect(() => {
    if (wasAdding.current && !adding) opener.current?.focus();
    wasAdding.current = adding;
  }, [adding]);

  const change = (add: string[], remove: string[]) =>
    tag.mutate(
      { add, remove, requestId: request.id },
      {
        onSuccess: () => {
          request.renew();
          setTyped("");
          setAdding(false);
        },
        onError: (error) => {
          request.failed(error);
          void message.error(problemText(error));
        },
      },
    );
  const add = (text: string) => {
    const name = tidyTag(text);
    if (name && !player.tags.includes(name) && !tag.isPending) change([name], []);
  };
  const needle = tidyTag(typed);
  const options = (known.data?.items ?? [])
    .filter((each) => !player.tags.includes(each.tag) && each.tag.includes(needle))
    .slice(0, 12)
    .map((each) => ({ value: each.tag }));
  return (
    <>
      {player.tags.map((name) => (
        <Pill key={name} tone="info">
          {name}
          {permitted ? (
            <button
              type="button"
              className={styles.drop}
              aria-label={t("tag.remove", { tag: name })}
              disabled={tag.isPending}
              onClick={() => change([], [name])}
            >
              <CloseOutlined />
            </button>
          ) : null}
        </Pill>
      ))}
      {player.tags.length === 0 && !permitted ? <span className={styles.faint}>–</span> : null}
      {permitted && adding ? (
        <AutoComplete
          autoFocus
          size="small"
          className={styles.newTag ?? ""}
          aria-label={t("tag.name")}
          placeholder={t("tag.name")}
          maxLength={64}
          value={typed}
          options={options}
          // Enter takes what was typed, unless the arrows went to a suggestion.
          defaultActiveFirstOption={false}
          disabled={tag.isPending}
          onChange={(value: string) => setTyped(value)}
          onSelect={(value: string) => add(value)}
          onKeyDown={(event) => {
            if (event.key === "Escape") setAdding(false);
            else if (event.key === "Enter" && !isChoosing(event.currentTarget)) add(typed);
          }}
          onBlur={() => needle === "" && setAdding(false)}
        />
      ) : permitted ? (
        <Button ref={opener} size="small" type="dashed" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
          {t("tag.add")}
        </Button>
      ) : null}
    </>
  );
}
