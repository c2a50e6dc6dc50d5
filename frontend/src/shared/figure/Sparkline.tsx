/** The course of a figure as a small line; decoration beside the number, so it is hidden from screen readers. */
import { useId } from "react";
import { toNumber } from "@/shared/format/decimal";
import styles from "./Sparkline.module.css";
import type { SeriesPoint } from "./types";

const WIDTH = 240;
const HEIGHT = 44;
const PAD = 3;

/** Points of the line within a box of the given size; a flat course runs through the middle. */
export function linePoints(values: readonly number[], width = WIDTH, height = HEIGHT, pad = PAD): [number, number][] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const span = high - low;
  return values.map((value, index) => [
    values.length > 1 ? (index / (values.length - 1)) * width : width / 2,
    span === 0 ? height / 2 : pad + (1 - (value - low) / span) * (height - 2 * pad),
  ]);
}

interface Props {
  /** Null where there is no course: the place stays, so that neighbours keep their lines. */
  course: readonly SeriesPoint[] | null;
  /** Lower, for rows of tables and small tiles. */
  small?: boolean;
}

export function Sparkline({ course, small = false }: Props) {
  const gradient = useId();
  if (!course || course.length < 2) return <div className={styles.line} data-small={small} aria-hidden="true" />;
  const points = linePoints(course.map((point) => toNumber(point.value ?? 0)));
  const path = points.map(([x, y], index) => `${index ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
  return (
    <svg
      className={styles.line}
      data-small={small}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      <defs>
        <linearGradient id={gradient} x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor="currentColor" stopOpacity="0.2" />
          <stop offset="1" stopColor="currentColor" stopOpacity="0" />
        </linearGradient>
      </defs>
      <path d={`${path}L${WIDTH} ${HEIGHT}L0 ${HEIGHT}Z`} fill={`url(#${gradient})`} />
      <path d={path} fill="none" stroke="currentColor" strokeWidth="1.8" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
