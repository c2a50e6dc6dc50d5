/** Keyset paging whose page size each person chooses and keeps; another size begins with the first page. */
import { usePreference } from "@/shared/preference/preference";
import { useCursorPaging, usePatchParams } from "@/shared/url/params";
import { PAGE_SIZES, type PageSize } from "./CursorPager";

/** `name` is that of the preference, `usual` the size of who never chose one. */
export function useSizedPaging(name: string, usual: PageSize) {
  const paging = useCursorPaging();
  const [value, keep] = usePreference(name, PAGE_SIZES, usual);
  const [, patch] = usePatchParams();
  const onChange = (next: PageSize) => {
    keep(next);
    patch({ cursor: null });
  };
  return { ...paging, limit: Number(value), size: { value, onChange } };
}
