/** How the web app is built, served while developing, and unit-tested. */
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const gateway = process.env.DAYBOOK_GATEWAY ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: { proxy: { "/api": gateway } },
  build: {
    target: "es2023",
    // The gateway's policy forbids data: URLs for everything but images, so small assets stay files.
    assetsInlineLimit: 0,
    // Charts are one lazily loaded part; nothing else should come near this size.
    chunkSizeWarningLimit: 700,
    reportCompressedSize: true,
  },
  test: { environment: "node", include: ["src/**/*.test.{ts,tsx}"] },
});
