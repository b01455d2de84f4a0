/** Signing in and signing up. */
export { SignInPage } from './SignInPage'
export { SignUpPage } from './SignUpPage'
