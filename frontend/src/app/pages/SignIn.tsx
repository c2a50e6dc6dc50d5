/** Sign-in with the choices of language and theme that the whole app shares. */
import { SignInPage } from "@/features/auth/SignInPage";
import { LanguageMenu } from "../theme/LanguageMenu";
import { ThemeMenu } from "../theme/ThemeMenu";

export function SignIn() {
  return (
    <SignInPage
      tools={
        <>
          <LanguageMenu />
          <ThemeMenu />
        </>
      }
    />
  );
}
