// What a password must be, said before and while it is typed. The server decides; this says it earlier and in the same words.
export const PASSWORD_MIN = 12
export const PASSWORD_RULE = 'At least 12 characters. Length is what counts: four or five unrelated words are fine. No other rule.'

export interface PasswordProblems {
  readonly password?: string
  readonly again?: string
}

export function passwordProblems(password: string, again: string): PasswordProblems {
  return {
    ...(password.length < PASSWORD_MIN
      ? {
          password:
            password === '' ? 'a password is needed' : `${password.length} characters; ${PASSWORD_MIN - password.length} more are needed`,
        }
      : password.length > 200
        ? { password: 'at most 200 characters' }
        : {}),
    ...(again !== password ? { again: again === '' ? 'type it again' : 'the two differ' } : {}),
  }
}
