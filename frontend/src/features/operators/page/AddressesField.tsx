/** Addresses and networks, typed or pasted one after another. */
import { Select } from "antd";

interface Props {
  id?: string;
  value?: string[];
  onChange?: (value: string[]) => void;
}

export function AddressesField(props: Props) {
  return (
    <Select
      {...props}
      mode="tags"
      open={false}
      suffixIcon={null}
      tokenSeparators={[",", " ", ";", "\n"]}
      placeholder="203.0.113.7, 198.51.100.0/24"
    />
  );
}
