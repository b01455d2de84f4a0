/** Signing in, signing up, and where the links in letters lead. */
export { ResetPage } from './ResetPage'
export { SignInPage } from './SignInPage'
export { SignUpPage } from './SignUpPage'
export { UndoPage } from './UndoPage'
export { VerifyPage } from './VerifyPage'
