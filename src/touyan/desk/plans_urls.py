"""Plans at the desk, mounted under /desk/plans/."""

from django.urls import path

from touyan.desk.views.plans import activities, asked, excel, keeping, lists

urlpatterns = [
    path("plans/", lists.plans, name="plans"),
    path("plans/new/", keeping.new, name="new_plan"),
    path("plans/tasks/<int:number>/", activities.task, name="plan_task"),
    path("plans/tasks/<int:number>/<slug:name>/", activities.move, name="plan_task_move"),
    path("plans/requirements/<int:number>/", asked.requirement, name="requirement"),
    path("plans/requirements/<int:number>/<slug:name>/", asked.move, name="requirement_move"),
    path("plans/activities/<int:number>/", activities.activity, name="activity"),
    path("plans/activities/<int:number>/tasks/", activities.add_task, name="add_task"),
    path("plans/activities/<int:number>/ask/", activities.ask, name="ask_of"),
    path("plans/<int:number>/", lists.plan, name="plan"),
    path("plans/<int:number>/year/", lists.year, name="plan_year"),
    path("plans/<int:number>/overview/", lists.overview, name="plan_overview"),
    path("plans/<int:number>/edit/", keeping.edit, name="edit_plan"),
    path("plans/<int:number>/document/", keeping.document, name="plan_document"),
    path("plans/<int:number>/document/add/", keeping.add_document, name="add_plan_document"),
    path("plans/<int:number>/activities/", keeping.add_activity, name="add_activity"),
    path("plans/<int:number>/excel/", excel.excel, name="plan_excel"),
    path("plans/<int:number>/excel/<slug:name>/", excel.sheet, name="plan_sheet"),
    path("plans/<int:number>/roll-over/", keeping.roll_over, name="roll_over"),
    path("plans/<int:number>/<slug:name>/", lists.move, name="plan_move"),
]
