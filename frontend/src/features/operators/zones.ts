/** The time zones that an operator can be in, for choosing one. */

/** Those that browsers leave out of their list although they are zones like others. */
const FURTHER = ["UTC"];

export function zoneOptions(label: (zone: string) => string, own: string | null = null) {
  const zones = new Set([...FURTHER, ...Intl.supportedValuesOf("timeZone"), ...(own ? [own] : [])]);
  return [...zones].sort().map((value) => ({ value, label: label(value) }));
}
