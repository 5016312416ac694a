"""Pages of duty rotas: those of who organises them, of the doctors, of the region."""
