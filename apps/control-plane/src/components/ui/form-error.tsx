export function FormError({ error }: { error: { message: string } | null }) {
  if (error === null) return null;
  return (
    <p role="alert" className="rounded-md bg-bad-soft px-3 py-2 text-sm text-bad">
      {error.message}
    </p>
  );
}
