/** Draws one chart and keeps it in step with its box. */
import { useEffect, useRef } from "react";
import { type EChartsType, init } from "./echarts";
import type { ChartOption } from "./option";

interface Props {
  option: ChartOption;
  description: string;
}

export default function Chart({ option, description }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const drawn = init(element, null, { renderer: "svg" });
    chart.current = drawn;
    const watcher = new ResizeObserver(() => drawn.resize());
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      drawn.dispose();
      chart.current = null;
    };
  }, []);

  useEffect(() => {
    chart.current?.setOption(option, { notMerge: true });
  }, [option]);

  return <div ref={box} role="img" aria-label={description} style={{ height: 268 }} />;
}
