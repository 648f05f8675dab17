import { errorRow } from "../cli/failure.ts";

/** What goes wrong when repositories are listed. */
export const LIST_ERRORS = {
  paging_without_end: errorRow<{ namespace: string }>({
    exit: 6,
    meaning: "The Hub led from a page of a listing back to one that was read already.",
    remedy: "Run it again later; check the endpoint and any proxy in between.",
    message: ({ namespace }) => `The listing of "${namespace}" leads back to a page that was read already`,
    hint: () => "Run it again later; check the endpoint and any proxy in between",
  }),
};
