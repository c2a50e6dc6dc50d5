/** The time zones that an operator can be in, for choosing one. */

/** Those that browsers leave out of their list although they are zones like others. */
const FURTHER = ["UTC"];

/** Zones that some browsers still list by the names that they had; people look for those of today. */
const RENAMED: Record<string, string> = {
  "Africa/Asmera": "Africa/Asmara",
  "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
  "America/Godthab": "America/Nuuk",
  "Asia/Calcutta": "Asia/Kolkata",
  "Asia/Katmandu": "Asia/Kathmandu",
  "Asia/Rangoon": "Asia/Yangon",
  "Asia/Saigon": "Asia/Ho_Chi_Minh",
  "Atlantic/Faeroe": "Atlantic/Faroe",
  "Europe/Kiev": "Europe/Kyiv",
};

export function zoneOptions(label: (zone: string) => string, own: string | null = null) {
  const listed = Intl.supportedValuesOf("timeZone").map((zone) => RENAMED[zone] ?? zone);
  return [...new Set([...FURTHER, ...listed, ...(own ? [own] : [])])]
    .sort()
    .map((value) => ({ value, label: label(value) }));
}
