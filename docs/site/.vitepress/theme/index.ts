import type { Theme } from "vitepress";
import { useData } from "vitepress";
import DefaultTheme from "vitepress/theme";
import { nextTick, onMounted, watch } from "vue";
import SetupWizard from "./SetupWizard.vue";
import TrustExplainer from "./TrustExplainer.vue";
import "./style.css";

/** The theme's home page has no landmark of its own for what it is about. */
function markMain(home: boolean): void {
  const content = document.getElementById("VPContent");
  if (home) content?.setAttribute("role", "main");
  else content?.removeAttribute("role");
}

export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.component("SetupWizard", SetupWizard);
    app.component("TrustExplainer", TrustExplainer);
  },
  setup() {
    const { frontmatter } = useData();
    const mark = () => nextTick(() => markMain(frontmatter.value.layout === "home"));
    onMounted(mark);
    watch(frontmatter, mark);
  },
} satisfies Theme;
