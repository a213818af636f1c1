// Tries the attacks again, with a login that may make and drop what a trial needs. Every trial is rolled back.
import { useMutation } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import type { ProofView } from '../api/generated.ts'
import { queryClient } from '../api/queries.ts'
import { ConfirmDialog } from '../parts/confirm-dialog.tsx'

export function ProveDialog({ store, name, onClose }: { readonly store: string; readonly name: string; readonly onClose: () => void }) {
  const prove = useMutation({
    mutationFn: (control: { user: string; password: string }) =>
      call<ProofView>(`/api/stores/${encodeURIComponent(store)}/prove`, { method: 'POST', body: { control } }),
    onSuccess: async () => {
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: ['protection', store] }),
        queryClient.invalidateQueries({ queryKey: ['overview'] }),
      ])
      onClose()
    },
  })
  return (
    <ConfirmDialog
      title={`Prove the masks of ${name} again?`}
      text="Holdfast logs in as each class and tries what a member could type. Each attack runs in a transaction that is rolled back. It takes up to some minutes."
      name={null}
      action="Prove"
      busy={prove.isPending}
      error={prove.error}
      asksControl
      onConfirm={(control) => prove.mutate(control)}
      onClose={onClose}
    />
  )
}
