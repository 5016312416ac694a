"""Routes."""

urlpatterns = []
