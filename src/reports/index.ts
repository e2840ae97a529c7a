export { doctorJunit } from "./doctor-junit.ts";
export { doctorOfflineText } from "./doctor-offline-text.ts";
export { type DoctorFacts, doctorText } from "./doctor-text.ts";
export { errorJson } from "./error-json.ts";
export { errorText } from "./error-text.ts";
export { loginText } from "./login-text.ts";
export { logoutText } from "./logout-text.ts";
export type { Style } from "./style.ts";
export { warningText } from "./warning-text.ts";
