/** Every country code that exists, for filters. */

/** ISO 3166-1 alpha-2 codes that the platform's own names know, sorted by name in the given language. */
export function countryOptions(locale: string): { value: string; label: string }[] {
  const names = new Intl.DisplayNames([locale], { type: "region", fallback: "none" });
  const options: { value: string; label: string }[] = [];
  for (let first = 65; first <= 90; first++) {
    for (let second = 65; second <= 90; second++) {
      const value = String.fromCharCode(first, second);
      if (NOT_COUNTRIES.has(value)) continue;
      const label = names.of(value);
      if (label) options.push({ value, label });
    }
  }
  return options.sort((a, b) => a.label.localeCompare(b.label, locale));
}

/** Names that CLDR gives to groupings, outlying areas, test codes and states that ended. */
const NOT_COUNTRIES = new Set(
  "AC AN BU CP CQ CS CT DD DG DY EA EU EZ FQ FX HV IC JT MI NH NQ NT PC PU PZ QO QU RH SU TA TP UK UN VD WK XA XB YD YU ZR ZZ".split(
    " ",
  ),
);
