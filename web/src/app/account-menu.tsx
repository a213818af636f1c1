// Theme and sign-out, at the foot of the navigation.
import { Menu } from '@base-ui/react/menu'
import { call } from '../api/client.ts'
import { queryClient, sessionQuery } from '../api/queries.ts'
import { useRemembered } from './remembered.ts'
import { THEMES, chooseTheme, type Theme } from './theme.ts'
import '../parts/dialog.css'

const WORDS: Readonly<Record<Theme, string>> = { system: 'As the system', light: 'Light', dark: 'Dark' }

async function signOut(): Promise<void> {
  await call('/api/sign-out', { method: 'POST', body: {} })
  queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== 'session' })
  await queryClient.invalidateQueries(sessionQuery)
}

export function AccountMenu() {
  const chosen = useRemembered('theme', 'system')
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger className="btn bare">Menu</Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner side="top" align="end" sideOffset={4} style={{ zIndex: 32 }}>
          <Menu.Popup className="menu">
            <Menu.RadioGroup value={chosen} onValueChange={(value: Theme) => chooseTheme(value)}>
              {THEMES.map((theme) => (
                <Menu.RadioItem key={theme} value={theme} className="menu-item" closeOnClick>
                  {WORDS[theme]}
                  <Menu.RadioItemIndicator className="end">✓</Menu.RadioItemIndicator>
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
            <Menu.Separator className="menu-line" />
            <Menu.Item className="menu-item" onClick={() => void signOut()}>
              Sign out
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}
