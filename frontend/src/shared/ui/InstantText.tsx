/** An instant in the operator's zone, with the exact UTC time on hover. */

import { utcText } from "@/shared/format/time";
import { useFormat } from "@/shared/format/useFormat";

interface Props {
  at: string | null | undefined;
  zone: string;
  seconds?: boolean;
}

export function InstantText({ at, zone, seconds = false }: Props) {
  const format = useFormat();
  if (!at) return <span aria-hidden="true">–</span>;
  return (
    <time dateTime={at} title={`${utcText(at)}\n${format.zone(zone)}`} style={{ whiteSpace: "nowrap" }}>
      {format.instant(at, zone, seconds)}
    </time>
  );
}
