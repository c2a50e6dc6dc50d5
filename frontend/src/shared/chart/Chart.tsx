/** Draws one chart and keeps it in step with its box. */
import { type RefObject, useEffect, useRef } from "react";
import { type EChartsType, init } from "./echarts";
import type { ChartOption } from "./option";

interface Props {
  option: ChartOption;
  description: string;
  height?: number;
  /** Where the drawn chart can be found, to take it away as a picture. */
  handle?: RefObject<ChartHandle | null>;
  /** Clicked on a part: its name. */
  onPick?: (name: string) => void;
}

export interface ChartHandle {
  drawing: () => { svg: string; width: number; height: number };
}

function hasRoom(element: HTMLElement | null): boolean {
  return element !== null && element.clientWidth > 0 && element.clientHeight > 0;
}

/** What stays keeps its place and moves; what is not there any more goes. */
function draw(chart: EChartsType, option: ChartOption): void {
  chart.setOption(option, { replaceMerge: ["series", "xAxis", "yAxis", "visualMap"] });
}

export default function Chart({ option, description, height = 268, handle, onPick }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const pick = useRef(onPick);
  pick.current = onPick;
  const latest = useRef(option);
  latest.current = option;

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const drawn = init(element, null, { renderer: "svg" });
    chart.current = drawn;
    drawn.on("click", (event) => pick.current?.(event.name));
    if (handle)
      handle.current = {
        // Written by the browser, which quotes what is quoted: the names of fonts are.
        drawing: () => {
          const svg = element.querySelector("svg");
          return {
            svg: svg ? new XMLSerializer().serializeToString(svg) : "",
            width: drawn.getWidth(),
            height: drawn.getHeight(),
          };
        },
      };
    // A box without a size cannot be drawn into: maps cannot be fitted into nothing.
    const watcher = new ResizeObserver(() => {
      if (!hasRoom(element)) return;
      drawn.resize();
      draw(drawn, latest.current);
    });
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      drawn.dispose();
      chart.current = null;
      if (handle) handle.current = null;
    };
  }, [handle]);

  useEffect(() => {
    if (chart.current && hasRoom(box.current)) draw(chart.current, option);
  }, [option]);

  return <div ref={box} role="img" aria-label={description} style={{ height }} />;
}
