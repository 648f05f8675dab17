import { errorRow } from "./failure.ts";

/** What goes wrong when repositories are listed. */
export const LIST_ERRORS = {
  paging_without_end: errorRow<{ namespace: string }>({
    exit: 6,
    meaning: "The Hub led from a page of a listing to the same page again.",
    remedy: "Run it again later; check the endpoint and any proxy in between.",
    message: ({ namespace }) => `The listing of "${namespace}" leads to the same page again and again`,
    hint: () => "Run it again later; check the endpoint and any proxy in between",
  }),
};
