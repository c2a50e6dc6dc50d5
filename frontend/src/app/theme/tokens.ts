/** The look of Daybook in Ant Design's terms: petrol ink, a warm dawn accent, and text that always passes contrast. */
import { type ThemeConfig, theme } from "antd";

const FONT =
  '-apple-system, BlinkMacSystemFont, "Segoe UI Variable Text", "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif';
const MONO = 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace';

const shared = {
  fontFamily: FONT,
  fontFamilyCode: MONO,
  borderRadius: 8,
  controlHeight: 34,
  wireframe: false,
};

export const lightTheme: ThemeConfig = {
  algorithm: theme.defaultAlgorithm,
  token: {
    ...shared,
    colorPrimary: "#0d6168",
    colorInfo: "#0d6168",
    colorLink: "#0b6069",
    colorSuccess: "#1b7a48",
    colorError: "#c0332b",
    colorWarning: "#9a5b00",
    colorSuccessBg: "#e5f4eb",
    colorSuccessBorder: "#b5dec6",
    colorWarningBg: "#fdf3df",
    colorWarningBorder: "#ecd4a0",
    colorErrorBg: "#fcebea",
    colorErrorBorder: "#f0c2be",
    colorInfoBg: "#e3f0f0",
    colorInfoBorder: "#b4d6d8",
    colorBgLayout: "#f5f7f7",
    colorTextBase: "#12262b",
    colorText: "#14282d",
    colorTextSecondary: "#4c5d62",
    colorTextTertiary: "#57686d",
    colorTextDescription: "#57686d",
    colorTextPlaceholder: "#66767b",
    colorBorder: "#c9d3d4",
    colorBorderSecondary: "#e2e8e8",
  },
  components: {
    Table: {
      headerBg: "#f7f9f9",
      headerColor: "#4c5d62",
      headerSplitColor: "transparent",
      rowHoverBg: "#f1f6f6",
      rowSelectedBg: "#e3f0f0",
      rowSelectedHoverBg: "#d8eaea",
    },
    Segmented: { trackBg: "#e9eeee", itemColor: "#4c5d62" },
    Tabs: { titleFontSize: 14 },
  },
};

export const darkTheme: ThemeConfig = {
  algorithm: theme.darkAlgorithm,
  token: {
    ...shared,
    colorPrimary: "#4bb8bd",
    colorInfo: "#4bb8bd",
    colorLink: "#6fcdd1",
    colorLinkHover: "#93dde0",
    colorSuccess: "#4cb97a",
    colorError: "#f0796f",
    colorWarning: "#e0a448",
    colorSuccessBg: "#143325",
    colorSuccessBorder: "#245a40",
    colorWarningBg: "#33280f",
    colorWarningBorder: "#5c4820",
    colorErrorBg: "#3a1e1c",
    colorErrorBorder: "#6a3431",
    colorInfoBg: "#1b3a3e",
    colorInfoBorder: "#2c5a60",
    colorBgBase: "#0c1618",
    colorBgLayout: "#0b1416",
    colorBgContainer: "#121f22",
    colorBgElevated: "#18282b",
    colorText: "#e4edee",
    colorTextSecondary: "#a9b9bc",
    colorTextTertiary: "#9aabae",
    colorTextDescription: "#9aabae",
    colorTextPlaceholder: "#8a9b9f",
    colorBorder: "#35484c",
    colorBorderSecondary: "#223437",
  },
  components: {
    Button: { primaryColor: "#06191b", dangerColor: "#240805", borderColorDisabled: "#2c4347" },
    Table: {
      headerBg: "#162528",
      headerColor: "#a9b9bc",
      headerSplitColor: "transparent",
      rowHoverBg: "#182a2d",
      rowSelectedBg: "#17302f",
      rowSelectedHoverBg: "#1b3836",
    },
    Segmented: { trackBg: "#0d181a", itemColor: "#a9b9bc", itemSelectedBg: "#23393d" },
  },
};
