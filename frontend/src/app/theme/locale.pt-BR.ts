/** Brazilian Portuguese for Ant Design and its calendar. */
import "dayjs/locale/pt-br";

export { default as antLocale } from "antd/es/locale/pt_BR";
export const dayjsLocale = "pt-br";
