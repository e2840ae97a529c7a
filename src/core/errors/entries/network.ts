import type { CatalogueEntries } from "../catalogue-entry.ts";

/** What can happen between here and AWS. */
export const networkEntries = {
  network: {
    exitStatus: 4,
    message: "{host} could not be reached, or answered with a server error: {reason}.",
    causes: [
      "The runner has no way to the internet, or a firewall stops it.",
      "The region is misspelt, so that its host doesn't exist.",
      "DNS fails on the runner.",
      "AWS has an outage.",
    ],
    remedy: [
      "Check the region and that the runner reaches https://{host}.",
      "Behind a proxy, set HTTPS_PROXY and NO_PROXY for the job.",
    ],
  },
  tls: {
    exitStatus: 4,
    message: "The TLS connection to {host} could not be trusted: {reason}.",
    causes: [
      "A proxy or firewall opens TLS connections with a certificate of a private authority.",
      "A custom endpoint has a private certificate.",
      "The runner's clock is wrong.",
    ],
    remedy: ["Name the file with the authority's certificate in AWS_CA_BUNDLE or NODE_EXTRA_CA_CERTS."],
  },
  proxy: {
    exitStatus: 4,
    message: "The proxy doesn't connect to {host}: {reason}.",
    causes: [
      "The proxy wants a user name and password, or other ones.",
      "The proxy doesn't let connections to this host through.",
      "The proxy is down, or its address is wrong.",
    ],
    remedy: ["Check HTTPS_PROXY, and list hosts that need no proxy in NO_PROXY."],
  },
  timeout: {
    exitStatus: 4,
    message: "It took longer than {seconds} seconds: {step} didn't end in time.",
    causes: [
      "A firewall drops the packets silently.",
      "AWS, the registry or the container tool is slow or hangs.",
      "Another job holds the lock on the Docker configuration.",
    ],
    remedy: ["Check that the runner reaches the host, then raise --timeout if the network is only slow."],
  },
  throttled: {
    exitStatus: 4,
    message: "AWS refused {action} as one call too many in a short time, after {attempts} attempts.",
    causes: ["Many jobs log in at the same moment.", "Something else in the account uses the same limit up."],
    remedy: [
      "Run the job again, or raise --timeout so that it waits longer.",
      "Spread scheduled pipelines, or ask AWS for a higher quota.",
    ],
  },
  "answer-invalid": {
    exitStatus: 4,
    message: "{host} gave an answer that can't be used: {reason}.",
    causes: [
      "A proxy, a captive portal or a wrong endpoint answered instead of AWS.",
      "The answer was damaged on its way.",
    ],
    remedy: ["Check the custom endpoints (AWS_ENDPOINT_URL…) and the proxy, then run it again."],
  },
} as const satisfies CatalogueEntries;
