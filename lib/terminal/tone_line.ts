/** One line for the terminal; its tone tells how to color it, the words alone carry the meaning. */
export interface ToneLine {
  readonly text: string;
  readonly tone: "plain" | "heading" | "good" | "bad" | "unsure" | "warning";
}
