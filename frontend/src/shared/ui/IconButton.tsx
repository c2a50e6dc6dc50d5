/** A button that shows only an icon: it always has a name, shown as its tooltip too. */
import { Button, type ButtonProps, Tooltip } from "antd";

export function IconButton({ label, ...rest }: Omit<ButtonProps, "children"> & { label: string }) {
  return (
    <Tooltip title={label} mouseEnterDelay={0.4}>
      <Button type="text" aria-label={label} {...rest} />
    </Tooltip>
  );
}
