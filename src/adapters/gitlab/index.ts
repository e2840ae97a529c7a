export { type JobEnvironment, readJobEnvironment } from "./job-environment.ts";
