import { expect, test } from "vitest";
import { jobScripts } from "../../scripts/check/shell-scripts.ts";

const component = `
spec:
  inputs:
    stage:
      default: build
---
"$[[ inputs.job_name ]]":
  variables:
    A: $[[ inputs.a ]]
  before_script:
    - !reference [.other, before_script]
    - |
      first
      second
    - [third]
  script: fourth
  after_script:
    - last
`;

test("a component's scripts are taken as its shells run them", () => {
  expect(jobScripts("a.yml", component)).toEqual([
    { where: "a.yml: $[[ inputs.job_name ]]", text: "first\nsecond\n\nthird\nfourth\n" },
    { where: "a.yml: $[[ inputs.job_name ]]", text: "last\n" },
  ]);
});
