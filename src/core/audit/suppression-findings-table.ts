/** Findings about the suppressions file itself. */
export const suppressionFindings = {
  "suppression-expired": {
    severity: "caution",
    message: "The suppression of {finding} on {pattern} expired on {expires}: its findings count again.",
    remedy: "Mend what it set aside; or renew it with a reason and a new day.",
  },
  "suppression-unused": {
    severity: "info",
    message: "The suppression of {finding} on {pattern} sets nothing aside.",
    remedy: "Remove it from the file; or correct its resource.",
  },
} as const;
