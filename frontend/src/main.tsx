/** Starts the web app. */
import { createRoot } from "react-dom/client";
import { App } from "@/app/App";
import { startI18n } from "@/shared/i18n/i18n";
import "@/app/base.css";

startI18n();
const root = document.getElementById("root");
if (root) createRoot(root).render(<App />);
