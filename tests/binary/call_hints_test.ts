import { assertEquals } from "@std/assert";
import { type SeenFunction, withHints } from "../../.github/build/call_hints.ts";

/** A module in which ‹› are around functions that are called, and «» around others. */
function moduleOf(marked: string): { text: string; functions: SeenFunction[] } {
  const functions: SeenFunction[] = [];
  const begun: number[] = [];
  let text = "";
  for (const character of marked) {
    if ("‹«".includes(character)) begun.push(text.length);
    else if ("›»".includes(character)) {
      functions.push({ start: begun.pop() ?? NaN, end: text.length, called: character === "›" });
    } else text += character;
  }
  return { text, functions };
}

for (
  const [what, marked, hinted] of [
    [
      "a declaration",
      `var a=1;‹function b(c){return c}›export{b};`,
      `var b=(function(c){return c});var a=1;export{b};`,
    ],
    [
      "declarations behind the imports, in their order",
      `import{a}from"./a.js";import"./b.js";‹async function b(){}›‹function*c(){}›b();`,
      `import{a}from"./a.js";import"./b.js";var b=(async function(){}),c=(function*(){});b();`,
    ],
    ["one at the beginning", `‹function a(){}›a();`, `var a=(function(){});a();`],
    [
      "an arrow function",
      `var a=‹b=>b›,c=‹(d,e)=>d›,f=‹async g=>g›;`,
      `var a=(b=>b),c=((d,e)=>d),f=(async g=>g);`,
    ],
    ["one without parameters", `var a=‹async()=>{}›;b(‹()=>{}›);`, `var a=(async()=>{});b((()=>{}));`],
    ["arrow functions that end together", `var a=‹b=>‹c=>d››;`, `var a=(b=>(c=>d));`],
    [
      "one in a declaration",
      `‹function a(b){return b.map(‹c=>c›)}›`,
      `var a=(function(b){return b.map((c=>c))});`,
    ],
    ["an expression", `var a=‹function(){}›;`, `var a=(function(){});`],
    ["nothing that is not called", `«function a(){}»var b=«c=>c»;`, `function a(){}var b=c=>c;`],
    ["no declaration inside", `‹function a(){;‹function b(){}›}›`, `var a=(function(){;function b(){}});`],
    ["no method", `var a={‹b(){}›,‹async(){}›,‹async c(){}›};`, `var a={b(){},async(){},async c(){}};`],
  ] as const
) {
  Deno.test(`The hints for the engine: ${what}`, () => {
    const { text, functions } = moduleOf(marked);
    assertEquals(withHints(text, functions), hinted);
    assertEquals(withHints(text, functions.toReversed()), hinted, "in another order");
  });
}
