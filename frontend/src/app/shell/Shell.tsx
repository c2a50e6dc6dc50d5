/** The frame around every signed-in page: session, scope, navigation, header. */
import { App as AntApp } from "antd";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  Navigate,
  Outlet,
  ScrollRestoration,
  useLocation,
  useMatches,
  useNavigation,
  useSearchParams,
} from "react-router";
import { useMe } from "@/shared/api/getMe";
import type { Me } from "@/shared/api/types";
import { suggestLanguage } from "@/shared/i18n/i18n";
import { readPreference, writePreference } from "@/shared/preference/preference";
import { ScopeContext } from "@/shared/scope/ScopeContext";
import { resolveScope } from "@/shared/scope/scope";
import { SessionContext } from "@/shared/session/SessionContext";
import { Problem } from "@/shared/ui/Problem";
import { patched } from "@/shared/url/params";
import { Forbidden } from "../pages/Forbidden";
import { Splash } from "../pages/Splash";
import { Header } from "./Header";
import { NoOperators } from "./NoOperators";
import { OfflineBanner } from "./OfflineBanner";
import styles from "./Shell.module.css";
import { SideNav } from "./SideNav";

const CommandPalette = lazy(async () => ({ default: (await import("./CommandPalette")).CommandPalette }));

export interface RouteHandle {
  permission?: string;
  /** The page can show a whole company; other pages need one operator. */
  wholeCompany?: boolean;
}

export function Shell() {
  const me = useMe();
  const location = useLocation();
  if (me.isPending) return <Splash />;
  if (me.isError)
    return (
      <main className={styles.alone}>
        <Problem error={me.error} onRetry={() => void me.refetch()} />
      </main>
    );
  if (me.data?.stage !== "signed_in") {
    const here = location.pathname + location.search;
    return <Navigate to={here === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(here)}`} replace />;
  }
  return (
    <AntApp component={false}>
      <SignedIn me={me.data} />
    </AntApp>
  );
}

function useHandle(): RouteHandle {
  return Object.assign({}, ...useMatches().map((match) => match.handle));
}

function SignedIn({ me }: { me: Me }) {
  const { t } = useTranslation("shell");
  const handle = useHandle();
  const [search, setSearch] = useSearchParams();
  const [paletteOpen, setPaletteOpen] = useState(false);
  const [navOpen, setNavOpen] = useState(false);
  const location = useLocation();
  const navigation = useNavigation();
  const asked = search.get("op");
  const wholeCompany = handle.wholeCompany ?? false;
  const scope = useMemo(
    () => resolveScope([asked, readPreference("op")], me.companies, me.operators, wholeCompany),
    [asked, me, wholeCompany],
  );

  useEffect(() => suggestLanguage(me.staff?.locale), [me.staff?.locale]);

  // The address always names the operator, so that it can be passed on.
  useEffect(() => {
    if (!scope || !handle.permission) return;
    writePreference("op", scope.key);
    if (asked !== scope.key)
      setSearch((current) => patched(current, { op: scope.key }), { replace: true, state: location.state });
  }, [scope, asked, handle.permission, setSearch, location.state]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
        event.preventDefault();
        setPaletteOpen((open) => !open);
      }
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes the narrow screen's menu
  useEffect(() => setNavOpen(false), [location.pathname]);

  const allowed = !handle.permission || me.permissions.includes(handle.permission);
  return (
    <SessionContext.Provider value={me}>
      <ScopeContext.Provider value={scope}>
        <a className={styles.skip} href="#main">
          {t("skip")}
        </a>
        <div className={styles.frame} data-nav-open={navOpen}>
          <SideNav open={navOpen} onClose={() => setNavOpen(false)} />
          <div className={styles.column}>
            <Header
              scope={scope}
              wholeCompany={wholeCompany}
              onOpenNav={() => setNavOpen(true)}
              onOpenPalette={() => setPaletteOpen(true)}
            />
            <div className={styles.progress} data-busy={navigation.state !== "idle"} aria-hidden="true" />
            <OfflineBanner />
            <main id="main" tabIndex={-1} className={styles.main}>
              {!allowed ? (
                <Forbidden permission={handle.permission ?? ""} />
              ) : !scope && handle.permission ? (
                <NoOperators />
              ) : (
                <Outlet />
              )}
            </main>
          </div>
        </div>
        {paletteOpen ? (
          <Suspense fallback={null}>
            <CommandPalette wholeCompany={wholeCompany} onClose={() => setPaletteOpen(false)} />
          </Suspense>
        ) : null}
        <ScrollRestoration getKey={(place) => place.pathname} />
      </ScopeContext.Provider>
    </SessionContext.Provider>
  );
}
