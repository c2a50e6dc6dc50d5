/** The mark of Daybook: the sun over the first line of the page. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" fill="#0d5c63" />
      <path d="M8 22a8 8 0 0 1 16 0z" fill="#f2b33d" />
      <path d="M5 22.6h22" stroke="#fff" strokeWidth="2.2" strokeLinecap="round" />
      <path
        d="M16 7v3.2M7.2 11.6l2.2 2.2M24.8 11.6l-2.2 2.2"
        stroke="#f2b33d"
        strokeWidth="2.2"
        strokeLinecap="round"
      />
    </svg>
  );
}
