/** Takes away what a chart or a table shows, as a picture or as CSV, made in the browser. */
import { DownloadOutlined } from "@ant-design/icons";
import { App, Button, Dropdown, Tooltip, theme } from "antd";
import { useTranslation } from "react-i18next";
import { csvOf } from "./csv";
import type { Sheet } from "./sheet";
import "./messages";

interface Props {
  /** What is taken away. */
  title: string;
  /** Made when it is asked for. */
  sheet: () => Sheet;
  /** The chart as it is drawn; without one the picture is of the table. */
  drawing?: () => { svg: string; width: number; height: number } | null;
}

export function save(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken hold of it by the next turn.
  setTimeout(() => URL.revokeObjectURL(address), 0);
}

/** "GGR and NGR, Aurora, 10–16 Nov" → "ggr-and-ngr-aurora-10-16-nov". */
export function fileName(sheet: Pick<Sheet, "title" | "subtitle">): string {
  const words = `${sheet.title} ${sheet.subtitle}`.normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
  return words
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 100);
}

export function ExportMenu({ title, sheet, drawing }: Props) {
  const { t } = useTranslation("exporting");
  const { message } = App.useApp();
  const { token } = theme.useToken();
  const take = async (format: string) => {
    const content = sheet();
    const name = fileName(content);
    if (format === "csv") {
      save(new Blob([csvOf(content)], { type: "text/csv;charset=utf-8" }), `${name}.csv`);
      return;
    }
    const ink = {
      text: token.colorText,
      faint: token.colorTextTertiary,
      line: token.colorBorderSecondary,
      surface: token.colorBgContainer,
      fontFamily: token.fontFamily,
    };
    try {
      const { pngOfSheet, pngOfSvg } = await import("./png");
      const drawn = drawing?.() ?? null;
      save(drawn ? await pngOfSvg(drawn.svg, drawn, content, ink) : await pngOfSheet(content, ink), `${name}.png`);
    } catch {
      void message.error(t("failed"));
    }
  };
  const label = t("label", { what: title });
  return (
    <Dropdown
      trigger={["click"]}
      placement="bottomRight"
      menu={{
        items: [
          { key: "png", label: t("png") },
          { key: "csv", label: t("csv") },
        ],
        onClick: ({ key }) => void take(key),
      }}
    >
      <Tooltip title={label} mouseEnterDelay={0.4}>
        <Button type="text" aria-label={label} aria-haspopup="menu" icon={<DownloadOutlined />} />
      </Tooltip>
    </Dropdown>
  );
}
