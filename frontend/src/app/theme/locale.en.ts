/** English for Ant Design and its calendar. */
export { default as antLocale } from "antd/es/locale/en_US";
export const dayjsLocale = "en";
